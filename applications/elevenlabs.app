name    elevenlabs
title   ElevenLabs
groups  ai
host    elevenlabs.io
