import { useQuery } from '@tanstack/react-query'
import { dataOf } from '../../api/client.ts'
import { useStore } from '../../api/session.ts'
import { PictureInput } from '../../parts/picture-input.tsx'

/** A picture that is kept by the id of its file, for Mantine's `getInputProps`. */
export function PictureField({
  value = null,
  onChange,
  ...props
}: {
  label: string
  description?: string
  value?: string | null
  onChange: (id: string | null) => void
  error?: string | undefined
}) {
  const { id, admin } = useStore()
  const { data } = useQuery({
    queryKey: [id, 'media', value],
    enabled: value !== null,
    queryFn: () =>
      dataOf(admin.GET('/admin/v1/media/{media_id}', { params: { path: { media_id: value ?? '' } } })),
  })
  return (
    <PictureInput
      {...props}
      src={value === null ? '' : (data?.url ?? '')}
      onChange={(media) => onChange(media?.id ?? null)}
    />
  )
}
