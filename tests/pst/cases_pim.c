#include "tests/pst/cases.h"
const struct pst_case cases_pim[]={{0}};
