import type { Module } from '../../shared/module.ts'
import { contentRoutes } from './routes.ts'

export const content: Module = {
  name: 'content',
  summary: "The hosted shop's theme, pages and menus",
  routes: contentRoutes,
  work: [],
}
