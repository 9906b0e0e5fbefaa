name    school-platforms
title   School platforms
groups  education
host    instructure.com canvaslms.com canvas-user-content.com inscloudgate.net blackboard.com
host    blackboardcdn.com moodle.org moodlecloud.com moodle.com schoology.com scratch.mit.edu
