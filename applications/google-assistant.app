name    google-assistant
title   Google Assistant
groups  ai
host    assistant.google.com assistant.googleapis.com embeddedassistant.googleapis.com
host    assistant-s3-pa.googleapis.com speech.googleapis.com
ndpi    GoogleServices
