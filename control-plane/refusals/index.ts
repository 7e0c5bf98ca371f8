export { openRefusals, type RefusalRecorder } from './recorder.ts'
