export { openShop } from './answer.ts'
