export function alone<T>(lock: string, work: () => T, sayWaiting: () => void): T;
export function isAlive(pid: number): boolean;
