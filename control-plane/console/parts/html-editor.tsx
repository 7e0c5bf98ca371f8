import '@mantine/tiptap/styles.css'
import { RichTextEditor } from '@mantine/tiptap'
import { useEditor } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { useEffect, useRef } from 'react'
import { useCommon } from '../i18n/common.ts'

const EXTENSIONS = [
  StarterKit.configure({
    heading: { levels: [2, 3, 4] },
    link: { openOnClick: false, HTMLAttributes: { target: null, rel: null, class: null } },
  }),
]

/** Writes HTML with formatting. The element with `{id}-label` says what it is about. Without a word in it, it gives ''. */
export default function HtmlEditor({
  id,
  value,
  onChange,
  minRows,
  isInvalid,
}: {
  id: string
  value: string
  onChange: (html: string) => void
  minRows: number
  isInvalid: boolean
}) {
  const t = useCommon()
  const written = useRef(value)
  const change = useRef(onChange)
  change.current = onChange
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: value,
    onUpdate: ({ editor }) => {
      written.current = editor.isEmpty ? '' : editor.getHTML()
      change.current(written.current)
    },
  })
  useEffect(() => {
    editor.setOptions({
      editorProps: {
        attributes: {
          id,
          role: 'textbox',
          dir: 'auto',
          'aria-multiline': 'true',
          'aria-labelledby': `${id}-label`,
          'aria-invalid': String(isInvalid),
          style: `min-height: ${minRows * 1.6}em`,
        },
      },
    })
  }, [editor, id, isInvalid, minRows])
  // What was loaded or discarded since.
  useEffect(() => {
    if (value === written.current) return
    written.current = value
    editor.commands.setContent(value, { emitUpdate: false })
  }, [editor, value])
  return (
    <RichTextEditor
      editor={editor}
      // All links open in the same tab: the shop takes what says otherwise out.
      styles={{ linkEditorExternalControl: { display: 'none' } }}
      labels={{
        boldControlLabel: t('html.bold'),
        italicControlLabel: t('html.italic'),
        underlineControlLabel: t('html.underline'),
        strikeControlLabel: t('html.strike'),
        h2ControlLabel: t('html.heading'),
        h3ControlLabel: t('html.subheading'),
        bulletListControlLabel: t('html.bullets'),
        orderedListControlLabel: t('html.numbers'),
        blockquoteControlLabel: t('html.quote'),
        linkControlLabel: t('html.link'),
        unlinkControlLabel: t('html.unlink'),
        linkEditorInputLabel: t('html.address'),
        linkEditorInputPlaceholder: 'https://',
        linkEditorSave: t('save'),
        clearFormattingControlLabel: t('html.clear'),
        undoControlLabel: t('undo'),
        redoControlLabel: t('html.redo'),
      }}
    >
      <RichTextEditor.Toolbar>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Bold />
          <RichTextEditor.Italic />
          <RichTextEditor.Underline />
          <RichTextEditor.Strikethrough />
          <RichTextEditor.ClearFormatting />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.H2 />
          <RichTextEditor.H3 />
          <RichTextEditor.BulletList />
          <RichTextEditor.OrderedList />
          <RichTextEditor.Blockquote />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Link />
          <RichTextEditor.Unlink />
        </RichTextEditor.ControlsGroup>
        <RichTextEditor.ControlsGroup>
          <RichTextEditor.Undo />
          <RichTextEditor.Redo />
        </RichTextEditor.ControlsGroup>
      </RichTextEditor.Toolbar>
      <RichTextEditor.Content />
    </RichTextEditor>
  )
}
