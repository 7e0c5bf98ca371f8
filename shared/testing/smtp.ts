// A mail server of the test's own, which speaks SMTP and keeps what it takes.
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { SMTPServer } from 'smtp-server'

type TakenMail = { from: string; to: readonly string[]; source: string }

export type TestMailServer = {
  url: string
  mails: TakenMail[]
  /** Refuses so many of the next mails, by default as a server that is busy does. */
  refuse: (count: number, code?: number) => void
  stop: () => Promise<void>
}

const BUSY = 451

/** Listens on a free port of this machine. */
export async function startMailServer(): Promise<TestMailServer> {
  const mails: TakenMail[] = []
  let refusals = 0
  let refusalCode = BUSY
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    onData: (stream, session, done) => {
      const { mailFrom, rcptTo } = session.envelope
      text(stream).then((source) => {
        if (refusals > 0) {
          refusals -= 1
          done(Object.assign(new Error('Not now'), { responseCode: refusalCode }))
          return
        }
        const from = mailFrom === false ? '' : mailFrom.address
        mails.push({ from, to: rcptTo.map(({ address }) => address), source })
        done()
      }, done)
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refuse: (count, code = BUSY) => {
      refusals = count
      refusalCode = code
    },
    stop: () => new Promise((resolve) => server.close(resolve)),
  }
}
