letters-error-no-font = No Chinese font was found, so no PDF can be made. Install the package { $packages }, or download the DOCX file.
letters-error-missing-characters = No installed font has these characters: { $characters }. Install a font that has them, or download the DOCX file.
letters-error-too-long = The letter is too long to be set. Put long content into an attachment.
letters-error-failed = The letter's file was not made. Try again later; if it still fails, tell the administrator.
