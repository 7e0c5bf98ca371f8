export { levelFields } from './queries.ts'
export { assertInStock, setLevels, takeStock } from './service.ts'
