export { isAvailable, levelFields } from './queries.ts'
export { assertInStock, lockStock, setLevels, stockOf, takeStock } from './service.ts'
