name    gemini
title   Google Gemini
groups  ai
host    gemini.google.com bard.google.com generativelanguage.googleapis.com aistudio.google.com
host    notebooklm.google.com notebooklm.google aiplatform.googleapis.com
host    alkalimakersuite-pa.clients6.google.com proactivebackend-pa.googleapis.com ai.google.dev
host    deepmind.google deepmind.com
ndpi    Google GoogleServices
