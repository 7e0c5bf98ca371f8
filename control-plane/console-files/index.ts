export { answerConsole } from './service.ts'
