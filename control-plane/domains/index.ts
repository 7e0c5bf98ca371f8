export { openDns } from './dns.ts'
