import { testRandomWalks } from "./testing/random-walks.ts";

testRandomWalks(1);
