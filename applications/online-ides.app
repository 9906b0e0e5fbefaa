name    online-ides
title   Editors in the browser
groups  developer
host    replit.com repl.co replit.dev replit.app codesandbox.io csb.app codepen.io cdpn.io stackblitz.com
host    webcontainer.io gitpod.io
