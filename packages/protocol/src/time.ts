/** Time in seconds, branded so that an instant, a span and milliseconds cannot mix. RFC 7519 §2 (NumericDate) */
declare const unit: unique symbol

/** An instant: whole seconds since 1970-01-01T00:00:00Z. */
export type EpochSeconds = number & { readonly [unit]: 'EpochSeconds' }

/** A span of whole seconds. */
export type Seconds = number & { readonly [unit]: 'Seconds' }

export const epochSeconds = (value: number): EpochSeconds => Math.floor(value) as EpochSeconds
export const seconds = (value: number): Seconds => value as Seconds
export const minutes = (value: number): Seconds => seconds(value * 60)
export const hours = (value: number): Seconds => seconds(value * 3600)
export const days = (value: number): Seconds => seconds(value * 86_400)

/** The instant `span` after `start`. */
export const after = (start: EpochSeconds, span: Seconds): EpochSeconds => (start + span) as EpochSeconds

/** How long it is from `start` to `end`; negative when `end` lies before `start`. */
export const between = (start: EpochSeconds, end: EpochSeconds): Seconds => (end - start) as Seconds
