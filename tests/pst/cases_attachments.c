#include "tests/pst/cases.h"
const struct pst_case cases_attachments[]={{0}};
