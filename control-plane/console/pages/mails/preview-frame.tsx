/** A mail as its reader sees it: in a frame of its own, in which nothing runs. */
export const PreviewFrame = ({ html, title }: { html: string; title: string }) => (
  <iframe
    title={title}
    srcDoc={html}
    sandbox=""
    style={{
      width: '100%',
      height: 560,
      border: '1px solid var(--mantine-color-default-border)',
      borderRadius: 'var(--mantine-radius-md)',
      background: 'white',
      colorScheme: 'light',
    }}
  />
)
