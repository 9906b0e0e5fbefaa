name    health-sites
title   Health
groups  health
host    webmd.com nhs.uk myfitnesspal.com peloton.com onepeloton.com headspace.com doctolib.de doctolib.fr
