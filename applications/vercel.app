name    vercel
title   Vercel
groups  cloud developer
host    vercel.com vercel.app now.sh vercel-dns.com zeit.co vercel-scripts.com nextjs.org vercel-storage.com
host    vercel-insights.com v0.dev
