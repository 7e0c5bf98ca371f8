export { addCounts } from './queries.ts'
export { openTraffic, type TrafficRecorder } from './recorder.ts'
