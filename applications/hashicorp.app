name    hashicorp
title   HashiCorp
groups  developer
host    hashicorp.com terraform.io vagrantup.com hashicorp.services hashicorp.cloud
