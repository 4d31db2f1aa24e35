// Do not shrink: the smallest input that kills a mutant is of no interest.
import { configureGlobal } from "fast-check";

configureGlobal({ endOnFailure: true });
