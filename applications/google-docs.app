name    google-docs
title   Google Docs
groups  office
host    docs.google.com forms.gle docs.googleusercontent.com docs.googleapis.com sheets.googleapis.com
host    spreadsheets.google.com
ndpi    GoogleDocs
