import { memberRoutes } from './routes.ts'

export const members = {
  name: 'members',
  summary: 'Members of stores, their roles and invitations',
  routes: memberRoutes,
}
