import { accountRoutes } from './routes/accounts.ts'
import { adminRoutes } from './routes/admins.ts'
import { sessionRoutes } from './routes/sessions.ts'
import { expiredForgetting } from './schedules.ts'

export const accounts = {
  name: 'accounts',
  summary: 'People: signing in, sessions, e-mail addresses and passwords, administrators',
  routes: [...sessionRoutes, ...accountRoutes, ...adminRoutes],
  work: [expiredForgetting],
}
