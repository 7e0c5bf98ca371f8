export { openDirectory } from './directory.ts'
export { buildGateway } from './gateway.ts'
export { connectWorkers } from './workers.ts'
