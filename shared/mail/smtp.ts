// Hands mails to a mail server (RFC 5321).
import { createTransport } from 'nodemailer'

type OutgoingMail = {
  /** Stays the same when a mail is handed over again, so that its receiver sees it once (RFC 5322, 3.6.4). */
  id: string
  recipient: string
  subject: string
  text: string
}
export type Mailer = {
  /** Resolves when the server took the mail. Throws, without the recipient's address, when it did not. */
  send: (mail: OutgoingMail) => Promise<void>
  close: () => void
}

/** Of each step of the conversation. */
const TIMEOUT_MS = 15_000

/** @param url smtp:// or smtps://, with user and password where the server wants them @param from whom mails are from */
export function openMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
  })
  return {
    send: async ({ id, recipient, subject, text }) => {
      const messageId = `<${id}@storeplane>`
      // As an object it is one address, whatever stands in it.
      const to = { name: '', address: recipient }
      await transport.sendMail({ from, to, subject, text, messageId }).catch((error: unknown) => {
        const { code, responseCode } = error as { code?: string; responseCode?: number }
        throw new Error(
          `The mail server did not take a mail: ${responseCode ?? code ?? 'it does not answer'}.`,
        )
      })
    },
    close: () => transport.close(),
  }
}
