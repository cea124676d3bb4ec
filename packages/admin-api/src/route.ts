/** One route of the admin API: where it is, what it takes, what it answers. Server and client both read it from here. */
import type { z } from 'zod'

export interface AdminRoute<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodObject = z.ZodObject> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** `:name` stands for one percent-encoded segment and is a member of `input`. */
  readonly path: `/api/${string}`
  /** Path parameters and everything else in one object: the rest travels in the query of a GET, in a JSON body otherwise. */
  readonly input: Input
  readonly output: Output
}

export const route = <Input extends z.ZodObject, Output extends z.ZodObject>(
  definition: AdminRoute<Input, Output>,
): AdminRoute<Input, Output> => definition

/** What the caller of a route hands in. */
export type InputOf<Route extends AdminRoute> = z.input<Route['input']>
/** What the server's side gets after parsing. */
export type ParsedInputOf<Route extends AdminRoute> = z.output<Route['input']>
export type OutputOf<Route extends AdminRoute> = z.output<Route['output']>

/** The names of the `:parameters` in a path. */
export const parametersIn = (path: string): readonly string[] =>
  [...path.matchAll(/:([A-Za-z]+)/g)].map(([, name = '']) => name)
