/*
 * Signing keys: two replicas that rotate and sign, and verifiers that remember what they have read. docs/protocol.md "Keys";
 * packages/server/src/keys/{key-lives,key-ring,rotate,key-keeping}.ts, packages/guard/src/discover.ts
 *
 * Keys 0, 1, 2 ... of one algorithm; each row says from when its key signs. A replica works by rows that it read some time ago, and by a
 * clock of its own: that of replica 1 is up to SKEW behind. A verifier keeps the set that it was told for KEEPS steps, also while the
 * issuer cannot be reached. A token lives LIFE steps.
 *
 * What must hold: no token is ever signed by a key that a verifier with a usable set lacks; as long as a token lives, whoever asks any
 * replica finds its key; two replicas that rotate together make one key. With EMERGENCY an operator makes a key that signs NOTICE steps
 * later, sooner than a usable set must know it: whoever meets its token and then asks any replica finds it all the same.
 *
 * Guards that a twin takes away, whereupon the run must fail:
 *   NO_LEAD    a key is published no longer than a verifier keeps its set
 *   NO_CAS     a key is added without looking which one is the newest
 *   NO_REREAD  whoever signs does not mind how old his rows are
 *   NO_RETIRED a key is published no more once the next one signs
 *   NO_MARGIN  a key is published no longer than a token of a replica with the right time
 *   NO_NOTICE  (EMERGENCY) the new key signs at once
 */
#define KEYS 3          /* that are ever made */
#define KEEPS 2
#define LIFE 1
#define PUBLISHED 1     /* how old the rows may be that a replica publishes */
#define SIGNED 1        /* how old the rows may be by which it signs */
#define TIME 11
#define NOBODY 9

#ifdef EMERGENCY
#define SKEW 0
#else
#define SKEW 2
#endif
#ifdef NO_LEAD
#define LEAD KEEPS
#else
#define LEAD (KEEPS + SKEW + 1)
#endif
#ifdef NO_MARGIN
#define MARGIN 0
#else
#define MARGIN SKEW
#endif
#ifdef NO_NOTICE
#define NOTICE 0
#else
#define NOTICE 2
#endif

byte from[KEYS];        /* the rows */
byte made = 1;
byte now;
byte late;              /* how far the clock of replica 1 is behind */

byte seen[2] = 1;       /* how many rows each replica has read, and when */
byte readAt[2];

byte known = 1;         /* a verifier's set: how many keys, and from when it is */
byte knownAt;

byte signer = NOBODY;   /* a token, while it lives */
byte signedAt;

inline readRows() {
	seen[r] = made; readAt[r] = now
}

proctype Replica(byte r) {
	byte newest, turn, time, k;
end:	do
	/* Rotation: looks at the newest row, and then adds the next one; the store lets only one of two through. */
	:: atomic { made < KEYS -> newest = made };
		atomic {
			time = now - (r == 1 -> late : 0);
			turn = (time + LEAD > from[newest - 1] -> time + LEAD : from[newest - 1] + 1);
#ifdef EMERGENCY
			if
			:: turn = now + NOTICE
			:: skip
			fi;
#endif
			if
#ifdef NO_CAS
			:: made < KEYS -> assert(made == newest); from[made] = turn; made++; readRows()
#else
			:: made < KEYS && made == newest && turn >= from[made - 1] -> from[made] = turn; made++; readRows()
#endif
			:: else -> skip
			fi;
			newest = 0; turn = 0; time = 0
		}
	/* Signs by the latest key whose time has come. */
	:: atomic { signer == NOBODY && now < TIME ->
		if
#ifndef NO_REREAD
		:: now - readAt[r] > SIGNED -> readRows()
#endif
		:: else -> skip
		fi;
		time = now - (r == 1 -> late : 0);
		k = seen[r] - 1;
		do
		:: from[k] > time && k > 0 -> k--
		:: else -> break
		od;
		signer = k; signedAt = now;
#ifndef EMERGENCY
		assert(now - knownAt > KEEPS || k < known);
#endif
		time = 0; k = 0 }
	/* Publishes: to a verifier that renews its set, and to a stranger who met the token. */
	:: atomic { true ->
		if
		:: now - readAt[r] > PUBLISHED -> readRows()
		:: else -> skip
		fi;
		known = seen[r]; knownAt = readAt[r];
		time = now - (r == 1 -> late : 0);
		if
		:: signer != NOBODY ->
			assert(signer < seen[r]);
#ifdef NO_RETIRED
			assert(!(signer + 1 < seen[r] && from[signer + 1] <= time))
#else
			assert(!(signer + 1 < seen[r] && from[signer + 1] + LIFE + MARGIN < time))
#endif
		:: else -> skip
		fi;
		time = 0 }
	od
}

proctype Clock() {
end:	do
	:: atomic { now < TIME ->
		now++;
		if
		:: signer != NOBODY && now - signedAt > LIFE -> signer = NOBODY; signedAt = 0
		:: else -> skip
		fi }
	od
}

init {
	atomic {
		select (late : 0 .. SKEW);
		/* Long enough ago for the late one, too. */
		from[0] = 0; now = SKEW; readAt[0] = SKEW; readAt[1] = SKEW; knownAt = SKEW;
		run Replica(0); run Replica(1); run Clock()
	}
}
