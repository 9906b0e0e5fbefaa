name    red-hat
title   Red Hat
groups  update operating-system
host    redhat.com redhat.io centos.org openshift.com quay.io ansible.com rhcloud.com openshiftapps.com
