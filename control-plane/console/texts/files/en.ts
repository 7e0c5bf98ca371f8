export default {
  'picture.drop': 'Drop a picture here.',
  'picture.dropMany': 'Drop pictures here. The first one is shown in lists.',
  'picture.upload': 'Upload a picture',
  'picture.uploadMany': 'Upload pictures',
  'picture.choose': 'Choose from the library',
  'picture.library': 'Pictures of the store',
  'picture.none': 'No picture has been uploaded yet.',
  'picture.one': 'Choose {{name}}',
  'picture.remove': 'Remove picture',
  'upload.sending': 'Sending {{name}}',
  'upload.otherKind': 'These files are of another kind. Choose files that end in {{endings}}:',
  'upload.tooLarge': 'These files are larger than {{most}}. Make them smaller, and try again:',
  'upload.tooMany': 'Only one file can be taken here. Drop one of these:',
  'upload.damaged':
    'This file is damaged, or is not of the kind that its name says. Save it anew, or choose another one.',
}
