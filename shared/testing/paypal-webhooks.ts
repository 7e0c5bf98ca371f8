// The webhooks of the test's PayPal: signed by RSA with SHA-256, as "Integrate webhooks" of developer.paypal.com says.
import { generateKeyPairSync, randomUUID, sign, verify } from 'node:crypto'
import { crc32 } from 'node:zlib'

type Delivery = { text: string; headers: Record<string, string> }

export class PayPalWebhooks {
  /** `held`: not before `release`. */
  mode: 'once' | 'twice' | 'held' = 'once'
  /** All that there are, sent or not. */
  readonly deliveries: Delivery[] = []
  readonly #keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  readonly #certUrl: string
  readonly #webhookId: string
  readonly #held: Delivery[] = []
  #to: string | undefined
  #sending: Promise<unknown> = Promise.resolve()

  constructor(url: string, webhookId: string) {
    this.#certUrl = `${url}/v1/notifications/certs/CERT-360caa42-fca2a594-90621ecd`
    this.#webhookId = webhookId
  }

  /** Where they are delivered from now on. */
  to(url: string): void {
    this.#to = url
  }

  send(type: string, resource: object): void {
    const delivery = this.signed({
      id: `WH-${randomUUID()}`,
      event_type: type,
      event_version: '1.0',
      resource,
    })
    this.deliveries.push(delivery)
    if (this.mode === 'held') this.#held.push(delivery)
    else for (let times = this.mode === 'twice' ? 2 : 1; times > 0; times -= 1) this.#deliver(delivery)
  }

  /** Delivers what was held back, in the other order. */
  release(): void {
    for (const delivery of this.#held.splice(0).reverse()) this.#deliver(delivery)
  }

  /** Delivers everything once more. */
  again(): void {
    for (const delivery of this.deliveries) this.#deliver(delivery)
  }

  /** When what is under way has arrived. */
  async settled(): Promise<void> {
    await this.#sending
  }

  /** An event as PayPal delivers it. */
  signed(event: object, time: Date = new Date()): Delivery {
    const text = JSON.stringify(event)
    const id = randomUUID()
    const at = time.toISOString().replace(/\.\d+/, '')
    const signature = sign('RSA-SHA256', this.#message(id, at, text), this.#keys.privateKey)
    return {
      text,
      headers: {
        'content-type': 'application/json',
        'paypal-auth-algo': 'SHA256withRSA',
        'paypal-cert-url': this.#certUrl,
        'paypal-transmission-id': id,
        'paypal-transmission-sig': signature.toString('base64'),
        'paypal-transmission-time': at,
      },
    }
  }

  /** Of a body of POST /v1/notifications/verify-webhook-signature, whose event must have the bytes that were signed. */
  isGenuine(raw: string): boolean {
    const asked = JSON.parse(raw) as Record<string, unknown>
    const name = '"webhook_event":'
    const event = raw.slice(raw.indexOf(name) + name.length, -1)
    const message = this.#message(String(asked.transmission_id), String(asked.transmission_time), event)
    return (
      asked.auth_algo === 'SHA256withRSA' &&
      asked.cert_url === this.#certUrl &&
      asked.webhook_id === this.#webhookId &&
      verify(
        'RSA-SHA256',
        message,
        this.#keys.publicKey,
        Buffer.from(String(asked.transmission_sig), 'base64'),
      )
    )
  }

  #message(id: string, time: string, text: string): Buffer {
    return Buffer.from(`${id}|${time}|${this.#webhookId}|${crc32(text)}`)
  }

  #deliver({ text, headers }: Delivery): void {
    const to = this.#to
    if (to === undefined) return
    this.#sending = this.#sending.then(() =>
      fetch(to, { method: 'POST', headers, body: text }).then(
        (response) => response.arrayBuffer(),
        () => undefined,
      ),
    )
  }
}
