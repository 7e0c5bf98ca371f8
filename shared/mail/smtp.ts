// Hands mails to a mail server (RFC 5321).
import { createTransport } from 'nodemailer'

type OutgoingMail = {
  /** Stays the same when a mail is handed over again, so that its receiver sees it once (RFC 5322, 3.6.4). */
  id: string
  recipient: string
  subject: string
  text: string
  html?: string | undefined
  /** Who it is from, at the installation's own address. */
  fromName?: string | undefined
  replyTo?: string | undefined
  /** Where its recipient gets no more of its kind, at one click (RFC 2369, RFC 8058). */
  unsubscribeUrl?: string | undefined
}
export type Mailer = {
  /** Resolves when the server took the mail. Throws MailRefused when it did not. */
  send: (mail: OutgoingMail) => Promise<void>
  close: () => void
}

/** Says why without the recipient's address. `isFinal`: the server will not take it later either. */
export class MailRefused extends Error {
  readonly isFinal: boolean
  constructor(reason: string | number, isFinal: boolean) {
    super(`The mail server did not take a mail: ${reason}.`)
    this.isFinal = isFinal
  }
}

/** Of each step of the conversation. */
const TIMEOUT_MS = 15_000
/** What concerns this mail alone; a refused sign-in, say, concerns all. */
const ABOUT_THE_MAIL = new Set(['EENVELOPE', 'EMESSAGE'])

/** @param url smtp:// or smtps://, with user and password where the server wants them @param from whom mails are from */
export function openMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  })
  const address = /<([^<>]+)>/.exec(from)?.[1] ?? from
  return {
    send: async ({ id, recipient, subject, text, html, fromName, replyTo, unsubscribeUrl }) => {
      const mail = {
        from: fromName === undefined ? from : { name: fromName, address },
        // As an object it is one address, whatever stands in it.
        to: { name: '', address: recipient },
        ...{ subject, text, messageId: `<${id}@storeplane>` },
        ...(html === undefined ? {} : { html }),
        ...(replyTo === undefined ? {} : { replyTo: { name: '', address: replyTo } }),
        ...(unsubscribeUrl === undefined
          ? {}
          : {
              headers: {
                'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
                'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
              },
            }),
      }
      await transport.sendMail(mail).catch((error: unknown) => {
        const { code, responseCode } = error as { code?: string; responseCode?: number }
        const isFinal = ABOUT_THE_MAIL.has(code ?? '') && (responseCode ?? 0) >= 500
        throw new MailRefused(responseCode ?? code ?? 'it does not answer', isFinal)
      })
    },
    close: () => transport.close(),
  }
}
