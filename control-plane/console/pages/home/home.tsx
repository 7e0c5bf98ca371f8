import { useStore } from '../../api/session.ts'
import { PageHeader } from '../../parts/page-header.tsx'
import { Checklist } from './checklist.tsx'
import { Overview } from './reports/overview.tsx'

export default function Home() {
  const { id, name } = useStore()
  return (
    <>
      <PageHeader title={name} />
      <Checklist key={id} />
      <Overview />
    </>
  )
}
