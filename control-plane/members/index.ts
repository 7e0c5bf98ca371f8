export { permissionsOf, type Role } from './rules/roles.ts'
export { Membership } from './schema.ts'
export { membershipsAt } from './service/members.ts'
