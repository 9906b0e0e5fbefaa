name    airtable
title   Airtable
groups  office
host    airtable.com airtableusercontent.com
