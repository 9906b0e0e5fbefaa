name    business-tools
title   Tools for work
groups  office
host    basecamp.com basecamp-static.com 37signals.com basecampapi.com clickup.com clickup-attachments.com
host    freshworks.com freshdesk.com freshchat.com freshservice.com freshsales.io freshstatus.io
host    freshworksapi.com smartsheet.com smartsheet.eu tableau.com tableausoftware.com
host    tableauusercontent.com workplace.com workplace.fb.com workplaceusercontent.com intercom.io
host    intercom.com intercomcdn.com intercomassets.com intercomusercontent.com intercomcdn.eu
host    intercom-mail.com drift.com driftt.com liveperson.net lpsnmedia.net liveperson.com livechatinc.com
host    livechat.com tawk.to crisp.chat tidio.co tidiochat.com tidio.com mailchimp.com list-manage.com
host    mailchimpapp.net chimpstatic.com mandrillapp.com mcusercontent.com mailchimp.net mandrill.com
host    airtable.com airtableusercontent.com asana.com asana.biz asanausercontent.com miro.com
host    realtimeboard.com miro-apps.com mirostatic.com monday.com monday.app
ndpi    Facebook
