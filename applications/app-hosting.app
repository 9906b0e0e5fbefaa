name    app-hosting
title   Hosting of programs
groups  cloud developer
host    render.com onrender.com railway.app railway.com fly.io fly.dev deno.com deno.dev deno.land neon.tech
host    planetscale.com supabase.co supabase.com supabase.in
