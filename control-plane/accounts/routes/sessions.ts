import { defineRoute } from '../../route.ts'
import {
  RefreshInput,
  SessionEnded,
  SessionId,
  SessionPage,
  SessionPaging,
  SessionsEnded,
  SignedIn,
  SignInInput,
} from '../schema.ts'
import { endOtherSessions, endSession, listSessions, refreshSession } from '../service/sessions.ts'
import { asCookies, provePassword, signIn, withoutCookies } from '../service/sign-in.ts'

export const sessionRoutes = [
  defineRoute({
    method: 'post',
    path: '/platform/v1/sessions',
    summary: 'Sign in',
    description:
      'The `session_token` is good for an hour; `POST /platform/v1/sessions/refresh` gives the next. Keep the `device_token`, ' +
      'also when the session has ended, and send it with the next sign-in: too many wrong passwords of others then close ' +
      'the account to them only. With `cookie` the tokens are cookies that no script can read; a request that is ' +
      "authenticated by them and changes something must come from a page of the installation's own origin.",
    permission: 'public',
    body: SignInInput,
    status: 201,
    response: SignedIn,
    errors: ['invalid_credentials', 'too_many_attempts', 'csrf_refused'],
    audit: {
      action: 'account.signed_in',
      actor: ({ user }: SignedIn) => ({ kind: 'account', id: user?.id ?? '', label: user?.email }),
    },
    prepare: (ctx, { body }) => provePassword(ctx, body),
    handler: (ctx, { prepared }) => signIn(ctx, prepared),
    send: (ctx, { body }, answer) => (body.cookie ? asCookies(ctx, answer) : { body: answer, headers: [] }),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/sessions/refresh',
    summary: 'Get the next tokens of a session',
    description:
      'A refresh token is good once. The second use of one ends the session, because one of the two users has stolen it; so ' +
      'let one request at a time refresh, and repeat one whose answer was lost with the same `Idempotency-Key`: that gives ' +
      'the same answer. A session ends after 30 days without a refresh, and after 90 days in any case. Sent by its cookie, ' +
      'the tokens come back as cookies; so they do with `cookie`, by which a page goes on in a session that a sign-up began.',
    permission: 'public',
    body: RefreshInput,
    response: SignedIn,
    errors: ['invalid_credentials', 'csrf_refused'],
    handler: (ctx, { body }) => refreshSession(ctx, body.refresh_token ?? ctx.cookies?.refresh),
    send: (ctx, { body }, answer) =>
      body.cookie || body.refresh_token === undefined
        ? asCookies(ctx, answer)
        : { body: answer, headers: [] },
  }),
  defineRoute({
    method: 'get',
    path: '/platform/v1/sessions',
    summary: 'List your sessions, newest first',
    permission: 'account',
    query: SessionPaging,
    response: SessionPage,
    handler: (ctx, { query }) => listSessions(ctx, query),
  }),
  defineRoute({
    method: 'post',
    path: '/platform/v1/sessions/revoke-others',
    summary: 'End all of your sessions but this one',
    permission: 'account',
    response: SessionsEnded,
    handler: (ctx) => endOtherSessions(ctx),
  }),
  // Before the one with an id, which would take its address too.
  defineRoute({
    method: 'delete',
    path: '/platform/v1/sessions/current',
    summary: 'Sign out',
    permission: 'account',
    response: SessionEnded,
    handler: (ctx) => endSession(ctx),
    send: (ctx, _input, answer) =>
      ctx.cookies === undefined ? { body: answer, headers: [] } : withoutCookies(ctx, answer),
  }),
  defineRoute({
    method: 'delete',
    path: '/platform/v1/sessions/{session_id}',
    summary: 'End one of your sessions',
    permission: 'account',
    params: SessionId,
    response: SessionEnded,
    handler: (ctx, { params }) => endSession(ctx, params.session_id),
  }),
]
