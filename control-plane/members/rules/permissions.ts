// What each permission opens, in words.
import { STAFF_PERMISSIONS, type StaffPermission } from '../../../shared/auth/permissions.ts'

const DESCRIPTIONS: Record<StaffPermission, string> = {
  'products:read':
    'See products with their prices, categories, brands, collections, merchants and files, also unpublished ones.',
  'products:write': 'Create, change, import and delete them.',
  'orders:read': 'See orders with their buyers and payments.',
  'orders:write': 'Edit, fulfil and cancel orders, record payments, and handle returns.',
  'orders:refund': 'Give back what was paid.',
  'payments:read': 'See payment gateways and how well they do, without their secrets.',
  'payments:write': 'Set up payment gateways.',
  'subscriptions:read': 'See subscriptions and their plans.',
  'subscriptions:write': 'Offer plans, and change, pause and cancel subscriptions.',
  'inventory:read': 'See stock by location, transfers, counts and their history.',
  'inventory:write': 'Change stock, and manage locations, transfers and counts.',
  'customers:read': 'See customers, their addresses and groups.',
  'customers:write': 'Create, change, invite and delete customers and groups.',
  'reports:read': 'See sales, orders and conversion over time.',
  'promotions:read': 'See promotions, campaigns and how often they were used.',
  'promotions:write': 'Create, change and end them.',
  'gift_cards:read': 'See gift cards, store credit and their history.',
  'gift_cards:write': 'Issue, change and deactivate gift cards, and give store credit.',
  'reviews:read': 'See reviews that are not published too.',
  'reviews:write': 'Publish, hide and answer reviews.',
  'content:read': "See the hosted shop's theme, pages and menus, drafts too.",
  'content:write': 'Change and publish them.',
  'store:read': 'See settings, markets, taxes, currencies and the messages that were sent.',
  'store:write': 'Change them, and clear caches.',
  'events:read': 'Read the log of events.',
  'audit:read': 'See who changed what, and why requests were refused.',
  'secrets:read': 'See which secrets of other services are stored, never the secrets themselves.',
  'secrets:write': 'Store, replace and delete them.',
  'tenant:read': 'See the store as the platform knows it: address, plan, limits and status.',
  'tenant:write': 'Close the store, and choose which sites may use its shopper API.',
  'members:read': 'See members, roles and open invitations.',
  'members:write': 'Invite, change and remove members, and manage roles, within what one may do oneself.',
  'api_keys:read': 'See API keys, without their secrets, and how they are used.',
  'api_keys:write': 'Create, change and revoke API keys, within what one may do oneself.',
  'domains:read': "See the store's own domains and whether they are verified.",
  'domains:write': 'Add, verify and remove domains.',
}

const TITLES: Record<string, string> = {
  products: 'Products',
  orders: 'Orders',
  payments: 'Payment gateways',
  subscriptions: 'Subscriptions',
  inventory: 'Inventory',
  customers: 'Customers',
  promotions: 'Promotions',
  gift_cards: 'Gift cards and store credit',
  reviews: 'Reviews',
  reports: 'Reports',
  content: 'Hosted shop',
  store: 'Settings of the store',
  events: 'Events',
  audit: 'Audit log',
  secrets: 'Secrets of integrations',
  tenant: 'The store on the platform',
  members: 'Members and roles',
  api_keys: 'API keys',
  domains: 'Domains',
}

/** Every permission that a member can have, by what it is about. */
export const PERMISSION_GROUPS = [
  ...Map.groupBy(STAFF_PERMISSIONS, (permission) => permission.split(':')[0] ?? ''),
].map(([group, permissions]) => ({
  group,
  title: TITLES[group] ?? group,
  permissions: permissions.map((permission) => ({ permission, description: DESCRIPTIONS[permission] })),
}))
