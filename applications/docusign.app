name    docusign
title   DocuSign
groups  office
host    docusign.com docusign.net
