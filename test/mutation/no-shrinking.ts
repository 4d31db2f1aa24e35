// A killed mutant is dead; the smallest input that kills it is of no interest.
import { configureGlobal } from "fast-check";

configureGlobal({ endOnFailure: true });
