// How the gateway hands a request to a worker: in the same process, or over HTTP with two headers of its own.

/** What a worker is told beside the request itself. */
type Envelope = { token: string; requestId: string }
export type Dispatch = (request: Request, envelope: Envelope) => Promise<Response>

export const TOKEN_HEADER = 'x-storeplane-token'
export const REQUEST_ID_HEADER = 'x-request-id'
