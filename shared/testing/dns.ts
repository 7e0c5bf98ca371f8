// A name server on a UDP port of the test's own.
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import {
  type DecodedPacket,
  decode,
  encode,
  RECURSION_AVAILABLE,
  type StringAnswer,
  type TxtAnswer,
} from 'dns-packet'

type RecordType = 'TXT' | 'CNAME' | 'A' | 'AAAA'
type Failure = 'SERVFAIL' | 'REFUSED' | 'silence'

export type TestDns = {
  /** As the resolver of a program under test takes it. */
  address: string
  /** Sets all records of a type at a name; none takes them away. */
  set: (name: string, type: RecordType, ...values: string[]) => void
  /** Lets all questions about a name, or those of one type, fail until it is told otherwise. */
  fail: (name: string, failure: Failure | undefined, type?: RecordType) => void
  stop: () => Promise<void>
}

// Nobody may remember answers beyond what a test changes.
const TTL_SECONDS = 3_600
// RFC 1035, 4.1.1.
const RCODES = { SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 }

export async function startDns(): Promise<TestDns> {
  const records = new Map<string, string[]>()
  const failures = new Map<string, Failure>()
  const socket = createSocket('udp4')

  const valuesOf = (name: string, type: string) => records.get(`${type} ${name}`) ?? []
  /** As a recursive server answers: with the chain of CNAME records up to what was asked for. */
  const answersTo = (name: string, type: RecordType): (StringAnswer | TxtAnswer)[] => {
    const [alias] = valuesOf(name, 'CNAME')
    const own = valuesOf(name, type).map((data) =>
      type === 'TXT'
        ? { type, name, ttl: TTL_SECONDS, data: chunked(data) }
        : { type, name, ttl: TTL_SECONDS, data },
    )
    if (alias === undefined || type === 'CNAME') return own
    return [{ type: 'CNAME', name, ttl: TTL_SECONDS, data: alias }, ...answersTo(alias, type)]
  }
  const exists = (name: string) =>
    [...records].some(([key, values]) => key.endsWith(` ${name}`) && values.length > 0)

  socket.on('message', (message, from) => {
    const query: DecodedPacket = decode(message)
    const [question] = query.questions ?? []
    const name = question?.name.toLowerCase() ?? ''
    const type = question?.type as RecordType
    const failure = failures.get(`${type} ${name}`) ?? failures.get(name)
    if (failure === 'silence') return
    const rcode = failure !== undefined ? RCODES[failure] : exists(name) ? 0 : RCODES.NXDOMAIN
    const answer = encode({
      type: 'response',
      id: query.id ?? 0,
      flags: RECURSION_AVAILABLE | rcode,
      questions: query.questions ?? [],
      answers: rcode === 0 ? answersTo(name, type) : [],
    })
    socket.send(answer, from.port, from.address)
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    address: `127.0.0.1:${socket.address().port}`,
    set: (name, type, ...values) => void records.set(`${type} ${name}`, values),
    fail: (name, failure, type) => {
      const key = type === undefined ? name : `${type} ${name}`
      if (failure === undefined) failures.delete(key)
      else failures.set(key, failure)
    },
    stop: async () => {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

/** A text longer than 255 bytes travels in parts (RFC 1035, 3.3.14); a reader must join them however it was cut. */
const chunked = (text: string): string[] => [text.slice(0, 10), text.slice(10)]
