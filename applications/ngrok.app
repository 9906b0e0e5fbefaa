name    ngrok
title   ngrok
groups  remote-access developer tunnel
host    ngrok.com ngrok.io ngrok-free.app ngrok.app ngrok.dev ngrok-free.dev
