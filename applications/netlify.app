name    netlify
title   Netlify
groups  cloud developer
host    netlify.com netlify.app netlifyusercontent.com netlify.net netlifyglobalcdn.com
