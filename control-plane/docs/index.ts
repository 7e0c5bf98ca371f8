export { answerDocs } from './service.ts'
