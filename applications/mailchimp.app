name    mailchimp
title   Mailchimp
groups  office mail advertising
host    mailchimp.com list-manage.com mailchimpapp.net chimpstatic.com mandrillapp.com mcusercontent.com
host    mailchimp.net mandrill.com
