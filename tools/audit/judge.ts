/** Weighs what `npm audit` found against the waivers: each one is dated, and lapses. */

/** Only the members of npm's report that are read here; `via` holds advisories, or names of packages that pass one on. */
export interface AuditReport {
  readonly vulnerabilities?: Readonly<Record<string, { readonly via: readonly (string | Advisory)[] }>>
}

interface Advisory {
  readonly url: string
  readonly title: string
  readonly severity: string
  readonly name: string
}

export interface Waiver {
  /** Last part of the advisory's address, such as GHSA-xxxx-xxxx-xxxx. */
  readonly advisory: string
  readonly why: string
  /** The last day it holds, YYYY-MM-DD. */
  readonly until: string
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))

/** Complaints, one line each. `today` is YYYY-MM-DD. */
export const judgeAudit = (report: AuditReport, waivers: readonly Waiver[], today: string): readonly string[] => {
  const holds = ({ until, why }: Waiver) => isDay(until) && until >= today && why !== ''
  const advisories = Object.values(report.vulnerabilities ?? {}).flatMap(({ via }) =>
    via.filter((one) => typeof one !== 'string'),
  )
  const isWaived = ({ url }: Advisory) => waivers.some((waiver) => holds(waiver) && url.endsWith(`/${waiver.advisory}`))
  return [
    ...waivers
      .filter((waiver) => !holds(waiver))
      .map(({ advisory, until }) => `the waiver of ${advisory} has lapsed or says no reason (until ${until})`),
    ...advisories
      .filter((one) => !isWaived(one))
      .map(({ name, severity, title, url }) => `${name} (${severity}): ${title} ${url}`),
  ]
}
