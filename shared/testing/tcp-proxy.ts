// A network in front of a server, which a test can cut or silence.
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export type TcpProxy = {
  /** The same URL, by way of the proxy. */
  url: string
  /** Closes all connections and refuses new ones. */
  cut: () => Promise<void>
  /** Keeps all connections open, old and new, and lets nothing through. */
  silence: () => void
  /** Lets everything through again; connections from before are closed. */
  heal: () => Promise<void>
  stop: () => Promise<void>
}

export async function startTcpProxy(targetUrl: string): Promise<TcpProxy> {
  const target = new URL(targetUrl)
  const sockets = new Set<Socket>()
  let silent = false
  const hold = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }
  const join = (client: Socket) => {
    const upstream = connect(Number(target.port), target.hostname)
    hold(client)
    hold(upstream)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('data', (chunk) => {
        if (!silent) to.write(chunk)
      })
      from.on('close', () => to.destroy())
    }
  }
  const closeAll = () => {
    for (const socket of sockets) socket.destroy()
  }
  let server = await listenOn(0, join)
  const { port } = server.address() as AddressInfo
  const url = new URL(targetUrl)
  url.hostname = '127.0.0.1'
  url.port = String(port)
  const close = async () => {
    closeAll()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  return {
    url: url.href,
    cut: close,
    silence: () => {
      silent = true
    },
    heal: async () => {
      silent = false
      closeAll()
      if (!server.listening) server = await listenOn(port, join)
    },
    stop: close,
  }
}

async function listenOn(port: number, onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection)
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return server
}
